import type { ConfigFault } from '../faults.ts';
import type { Parsed } from '../parse.ts';
import type { SiteFile } from '../site.ts';

export const checkSite = (_parsed: Parsed<SiteFile>, _name: string): readonly ConfigFault[] => [];
