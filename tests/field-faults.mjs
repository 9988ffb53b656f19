// Writes FIELD-FAULTS.md from what devices and the doctor say of each planted fault; tests/unit/field-faults.test.ts says when that is due.
import { writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

register();
const { fieldFaultsToday } = await import('./support/field-fault-said.ts');
writeFileSync(new URL('../FIELD-FAULTS.md', import.meta.url), await fieldFaultsToday());
