#!/usr/bin/env node
// The bin: registers the TypeScript loader and hands over to main.ts, so a checkout runs without a build step.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
