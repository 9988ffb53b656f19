import type { Message } from './wording.ts';

/** What may be wrong with a config file before anything in it means something. */
export const fileMessages = {
  // Files
  'file.missing': {
    vi: { needs: 'không tìm thấy tệp', repair: 'kiểm tra đường dẫn' },
    en: { needs: 'there is no such file', repair: 'check the path' },
  },
  'file.directory': {
    vi: { needs: 'cần một tệp YAML, đây là thư mục', repair: 'chỉ tới tệp .yaml trong đó' },
    en: { needs: 'needs a YAML file, this is a directory', repair: 'name the .yaml file in it' },
  },
  'file.notASite': {
    vi: { needs: 'thư mục này không có site.yaml', repair: 'chỉ tới thư mục của một điểm phục vụ' },
    en: { needs: 'this directory has no site.yaml', repair: 'name the directory of a site' },
  },
  'file.unreadable': {
    vi: { needs: 'không đọc được tệp ({code})', repair: 'kiểm tra quyền truy cập và ổ đĩa' },
    en: { needs: 'the file cannot be read ({code})', repair: 'check its permissions and the disk' },
  },
  'file.empty': {
    vi: { needs: 'tệp trống', repair: 'chép một tệp mẫu từ config/sites' },
    en: { needs: 'the file is empty', repair: 'start from a shipped file in config/sites' },
  },
  'file.large': {
    vi: { needs: 'tệp lớn nhất là {most} KiB, tệp này {size} KiB', repair: 'đây có phải tệp cấu hình không?' },
    en: { needs: 'a file is at most {most} KiB, this one has {size} KiB', repair: 'is this a config file?' },
  },
  'file.notText': {
    vi: { needs: 'cần văn bản UTF-8', repair: 'lưu lại tệp với bảng mã UTF-8' },
    en: { needs: 'needs UTF-8 text', repair: 'save the file again as UTF-8' },
  },
  'file.notConfig': {
    vi: {
      needs: 'cần tệp điểm phục vụ (site:), thiết bị (device:) hoặc mẫu thiết bị (profile:)',
      repair: 'thêm dòng site:, device: hoặc profile:',
    },
    en: {
      needs: 'needs a site file (site:), a device file (device:) or a profile (profile:)',
      repair: 'add the line site:, device: or profile:',
    },
  },
  'schema.missing': {
    vi: { needs: 'thiếu phiên bản của tệp', repair: 'viết schema: 1 ở dòng đầu' },
    en: { needs: 'the version of the file is missing', repair: 'write schema: 1 in the first line' },
  },
  'schema.newer': {
    vi: {
      needs: 'tệp thuộc phiên bản {found}, phần mềm này biết đến phiên bản {known}',
      repair: 'cập nhật letan hoặc dùng tệp cũ hơn',
    },
    en: {
      needs: 'the file is of version {found}, this letan knows up to {known}',
      repair: 'update letan, or use the older file',
    },
  },
  'schema.unknown': {
    vi: { needs: 'phiên bản phải là {known}', repair: 'viết schema: {known}' },
    en: { needs: 'the version must be {known}', repair: 'write schema: {known}' },
  },

  // YAML
  'yaml.duplicate': {
    vi: { needs: 'mục này đã có ở trên', repair: 'gộp hai mục hoặc xóa một mục' },
    en: { needs: 'this key stands above already', repair: 'join the two or remove one' },
  },
  'yaml.tab': {
    vi: { needs: 'không thụt dòng bằng phím Tab', repair: 'thay Tab bằng dấu cách' },
    en: { needs: 'tabs do not indent', repair: 'use spaces' },
  },
  'yaml.indent': {
    vi: { needs: 'thụt dòng không khớp với các dòng trên', repair: 'căn thẳng với mục cùng cấp' },
    en: { needs: 'the indentation does not fit the lines above', repair: 'align it with its siblings' },
  },
  'yaml.unclosed': {
    vi: { needs: 'thiếu dấu đóng: {sign}', repair: 'thêm {sign} vào cuối' },
    en: { needs: 'a closing {sign} is missing', repair: 'add {sign}' },
  },
  'yaml.syntax': {
    vi: {
      needs: 'không đọc được YAML ở đây',
      repair: 'xem dấu hai chấm, dấu ngoặc, dấu nháy ở dòng này và dòng trước',
    },
    en: { needs: 'this is not YAML', repair: 'look at colons, brackets and quotes in this line and the one before' },
  },
  'yaml.alias': {
    vi: { needs: 'không dùng neo (&) và bí danh (*, <<)', repair: 'viết giá trị ra tại chỗ' },
    en: { needs: 'anchors (&) and aliases (*, <<) are not used', repair: 'write the value where it applies' },
  },
  'yaml.tag': {
    vi: { needs: 'không dùng nhãn {tag}', repair: 'xóa nhãn' },
    en: { needs: 'the tag {tag} is not used', repair: 'remove it' },
  },
  'yaml.documents': {
    vi: { needs: 'một tệp chỉ có một tài liệu', repair: 'xóa dòng --- và phần sau' },
    en: { needs: 'a file holds one document', repair: 'remove --- and what follows' },
  },
  'yaml.key': {
    vi: { needs: 'tên mục phải là một từ', repair: 'viết tên: giá trị' },
    en: { needs: 'a key must be a word', repair: 'write key: value' },
  },
  'yaml.notAMap': {
    vi: { needs: 'cần các dòng tên: giá trị', repair: 'chép một tệp mẫu từ config/sites' },
    en: { needs: 'needs lines of key: value', repair: 'start from a shipped file in config/sites' },
  },
  'yaml.deep': {
    vi: { needs: 'lồng quá sâu (hơn {most} cấp)', repair: 'xem các dấu ngoặc và thụt dòng' },
    en: { needs: 'nested too deep (more than {most} levels)', repair: 'look at brackets and indentation' },
  },
} as const satisfies Record<string, Message>;
