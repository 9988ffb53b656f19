import type { Message } from './wording.ts';

/** What may be wrong with `broker:` of a site, and with devices that look for it. */
export const brokerMessages = {
  'broker.cityPlain': {
    vi: {
      needs: 'đường truyền tới thành phố phải được mã hóa',
      repair: 'viết mqtts://…; mqtt:// chỉ dùng trong cùng một máy',
    },
    en: {
      needs: 'what goes to the city must be encrypted',
      repair: 'write mqtts://…; mqtt:// is for this machine only',
    },
  },
  'broker.halfPair': {
    vi: { needs: 'chứng thư và khóa phải đi đôi', repair: 'viết cả certFile và keyFile, hoặc bỏ cả hai' },
    en: { needs: 'a certificate needs its key', repair: 'write both certFile and keyFile, or neither' },
  },
  'broker.topic': {
    vi: { needs: 'sai dạng chủ đề, ví dụ đúng: {example}', repair: 'viết như ví dụ' },
    en: { needs: 'not such a part of a topic as {example}', repair: 'write it like that' },
  },
  'broker.noSuchDevice': {
    vi: { needs: 'không có devices/ nào tên này; có: {known}', repair: 'chọn thiết bị mang broker' },
    en: {
      needs: 'there is no such file in devices/; there are: {known}',
      repair: 'name a device that carries the broker',
    },
  },
  'broker.misspelledDevice': {
    vi: { needs: 'không có devices/ nào tên này; có: {known}', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such file in devices/; there are: {known}', repair: 'did you mean {repair}?' },
  },
  'broker.hubNotFirst': {
    vi: {
      needs: 'thiết bị quyết định ({host}) phải đứng đầu broker.at: các thiết bị khác tìm nó theo thứ tự này',
      repair: 'chuyển {host} lên đầu, hoặc sửa hall.host',
    },
    en: {
      needs: 'the device that decides ({host}) comes first in broker.at: the others look for it in that order',
      repair: 'put {host} first, or correct hall.host',
    },
  },
  'broker.sameAddress': {
    vi: { needs: '{other} đã ở địa chỉ {address}', repair: 'mỗi thiết bị một địa chỉ hoặc một cổng' },
    en: { needs: '{other} is at {address} already', repair: 'each device needs an address or a port of its own' },
  },
  'broker.clientIsDevice': {
    vi: { needs: '{name} đã là tên một thiết bị', repair: 'đặt tên khác cho chương trình này' },
    en: { needs: '{name} is the name of a device', repair: 'give this program another name' },
  },
  'broker.missing': {
    vi: {
      needs: 'driver site tìm broker của điểm, nhưng site.yaml không có broker:',
      repair: 'thêm broker: { at: [{ device: kiosk-1, host: 10.0.0.5 }] } vào site.yaml, hoặc dùng driver: mqtt',
    },
    en: {
      needs: 'driver site looks for the broker of the site, and site.yaml has no broker:',
      repair: 'add broker: { at: [{ device: kiosk-1, host: 10.0.0.5 }] } to site.yaml, or use driver: mqtt',
    },
  },
} as const satisfies Record<string, Message>;
