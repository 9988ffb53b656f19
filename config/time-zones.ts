/**
 * The zones that a site may stand in, with their offset from UTC in minutes. All have had one offset since 1975 (IANA tz database
 * 2025b), which is what lets site time be computed without the host's own tables.
 */
export const timeZones: Readonly<Record<string, number>> = {
  'Asia/Ho_Chi_Minh': 420,
  'Asia/Saigon': 420,
  'Asia/Bangkok': 420,
  'Asia/Phnom_Penh': 420,
  'Asia/Vientiane': 420,
  'Asia/Jakarta': 420,
  'Etc/UTC': 0,
  UTC: 0,
};

/** Names that people try for Hanoi and that no table has. */
export const mistakenZones: Readonly<Record<string, string>> = {
  'Asia/Hanoi': 'Asia/Ho_Chi_Minh',
  'Asia/Ha_Noi': 'Asia/Ho_Chi_Minh',
  'Asia/Vietnam': 'Asia/Ho_Chi_Minh',
  'UTC+7': 'Asia/Ho_Chi_Minh',
  'GMT+7': 'Asia/Ho_Chi_Minh',
  '+07:00': 'Asia/Ho_Chi_Minh',
  ICT: 'Asia/Ho_Chi_Minh',
  GMT: 'UTC',
  Z: 'UTC',
};
