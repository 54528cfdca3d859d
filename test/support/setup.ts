import { afterEach } from 'vitest';
import { removeMade } from './repository.ts';

afterEach(removeMade);
