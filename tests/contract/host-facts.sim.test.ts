import { SimHostFacts } from '../../sim/devices/host-facts.ts';
import { hostFactsContract } from './host-facts.contract.ts';

hostFactsContract('the twin', { make: async (files) => new SimHostFacts(files) });
