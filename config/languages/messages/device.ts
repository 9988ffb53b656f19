import type { Message } from './wording.ts';

/** What may be wrong across a device's file, and between the devices of a site. */
export const deviceMessages = {
  'device.file': {
    vi: { needs: 'tên phải bằng tên tệp', repair: 'đổi tên tệp thành {file} hoặc sửa device:' },
    en: { needs: 'must equal the name of the file', repair: 'rename the file to {file} or correct device:' },
  },
  'battery.order': {
    vi: { needs: 'điện áp khi đầy ({full}) phải cao hơn khi cạn ({empty})', repair: 'đổi chỗ full và empty' },
    en: {
      needs: 'its voltage when full ({full}) must be above that when empty ({empty})',
      repair: 'change full and empty over',
    },
  },
  'goodStart.order': {
    vi: {
      needs: 'within ({within}) phải dài hơn wellFor ({wellFor})',
      repair: 'tăng within hoặc giảm wellFor, nếu không thì không lần khởi động nào đạt',
    },
    en: {
      needs: 'within ({within}) must be longer than wellFor ({wellFor})',
      repair: 'raise within or lower wellFor, else no start is ever good',
    },
  },
  'safeMode.noButton': {
    vi: { needs: 'devices không có nút nào tên này; có: {known}', repair: 'sửa tên, hoặc safeMode: { button: null }' },
    en: {
      needs: 'devices has no button of that name; it has: {known}',
      repair: 'correct it, or safeMode: { button: null }',
    },
  },
  'device.onlyOne': {
    vi: { needs: 'thiết bị chỉ dùng một {port}, đã có {holder}', repair: 'xóa một trong hai' },
    en: { needs: 'a device uses one {port}, there is {holder} already', repair: 'remove one of the two' },
  },
  'device.noLedger': {
    vi: {
      needs: 'thiết bị phát số hoặc gọi số cần sổ ghi (port: ledger)',
      repair: 'thêm ledger: { port: ledger, driver: sqlite }',
    },
    en: {
      needs: 'a device that gives or calls numbers needs a ledger',
      repair: 'add ledger: { port: ledger, driver: sqlite }',
    },
  },
  'device.noPlace': {
    vi: { needs: 'thiết bị có màn hình cần vị trí trên sơ đồ', repair: 'thêm place: { x: 9m, y: 3m, facing: 270deg }' },
    en: {
      needs: 'a device with a screen needs its place on the plan',
      repair: 'add place: { x: 9m, y: 3m, facing: 270deg }',
    },
  },
  'device.noPanel': {
    vi: {
      needs: 'thiết bị có màn hình cần kích thước màn hình',
      repair: 'thêm panel: { diagonal: 21.5in, pixels: [1080, 1920], … }',
    },
    en: {
      needs: 'a device with a screen needs its panel',
      repair: 'add panel: { diagonal: 21.5in, pixels: [1080, 1920], … }',
    },
  },
  'device.outside': {
    vi: { needs: 'thiết bị ({x}, {y}) nằm ngoài đường bao plan.outline', repair: 'kiểm tra x, y' },
    en: { needs: 'the device ({x}, {y}) lies outside plan.outline', repair: 'check x and y' },
  },
  'device.keptOut': {
    vi: { needs: 'thiết bị nằm trong vùng cấm {zone}', repair: 'dời thiết bị hoặc vùng cấm' },
    en: { needs: 'the device lies in the keep-out zone {zone}', repair: 'move the device or the zone' },
  },
  'wiring.taken': {
    vi: { needs: '{thing} đã nối với {holder}', repair: 'chọn chân hoặc cổng khác cho một trong hai' },
    en: { needs: '{thing} is taken by {holder}', repair: 'give one of the two another pin or line' },
  },
  'printer.paper': {
    vi: { needs: '{model} dùng giấy {papers}', repair: 'sửa paper, hoặc chọn model khác' },
    en: { needs: '{model} takes paper of {papers}', repair: 'correct paper, or choose another model' },
  },
  'printer.slowLink': {
    vi: {
      needs: 'một phiếu in mất {needed} s, ticketing.print cho phép {allowed} s',
      repair: 'dùng USB hoặc mạng (ít nhất {least} byte/s)',
    },
    en: {
      needs: 'a slip takes {needed} s, ticketing.print allows {allowed} s',
      repair: 'use USB or network (at least {least} bytes/s)',
    },
  },
  'presence.order': {
    vi: { needs: 'cần engage < near < notice, ở đây {engage}, {near}, {notice}', repair: 'sửa các khoảng cách' },
    en: { needs: 'needs engage < near < notice, has {engage}, {near}, {notice}', repair: 'correct the distances' },
  },
  'ticketing.warning': {
    vi: { needs: 'người dân cần ít nhất {least} để bấm "thêm thời gian"', repair: 'viết {least} hoặc lâu hơn' },
    en: { needs: 'people need at least {least} to ask for more time', repair: 'write {least} or more' },
  },
  'ticketing.officeOrder': {
    vi: { needs: 'officeGiveUp phải lâu hơn officeRetry', repair: 'tăng officeGiveUp' },
    en: { needs: 'officeGiveUp must be longer than officeRetry', repair: 'raise officeGiveUp' },
  },
  'keypad.noSuchCounter': {
    vi: { needs: 'điểm phục vụ không có quầy này; có: {known}', repair: 'ghi số quầy của cán bộ dùng bàn phím này' },
    en: {
      needs: 'the site has no such counter; it has: {known}',
      repair: 'name the counter of the clerk who uses this pad',
    },
  },
  'calling.language': {
    vi: {
      needs: 'ngôn ngữ này không có ở điểm phục vụ; có: {known}',
      repair: 'thêm vào languages của điểm, hoặc xóa ở đây',
    },
    en: {
      needs: 'the site does not have this language; it has: {known}',
      repair: "add it to the site's languages or remove it here",
    },
  },
  'web.remote': {
    vi: { needs: 'trang web sẽ mở cho máy khác trong mạng', repair: 'viết 127.0.0.1, hoặc thêm allowRemote: true' },
    en: {
      needs: 'other machines of the network could open the pages',
      repair: 'write 127.0.0.1, or add allowRemote: true',
    },
  },
  'numbers.reversed': {
    vi: { needs: 'from phải nhỏ hơn hoặc bằng to', repair: 'viết {repair}' },
    en: { needs: 'from must not be above to', repair: 'write {repair}' },
  },
  'numbers.digits': {
    vi: {
      needs: 'số của điểm này có {digits} chữ số, lớn nhất {most}',
      repair: 'giảm to, hoặc tăng numbers.digits của điểm',
    },
    en: {
      needs: 'numbers of this site have {digits} digits, up to {most}',
      repair: "lower to, or raise the site's numbers.digits",
    },
  },
  'numbers.overlap': {
    vi: { needs: 'trùng với dãy số của {other} ({range})', repair: 'chia dãy số cho từng thiết bị' },
    en: { needs: 'overlaps the numbers of {other} ({range})', repair: 'give each device a range of its own' },
  },
} as const satisfies Record<string, Message>;
