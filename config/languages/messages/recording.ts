import type { Message, StaffText } from './wording.ts';

/** What `letan recording` and `letan replay` find wrong, and what to do about it. */
export const recordingMessages = {
  unreadable: {
    vi: { needs: 'không đọc được {file} ({code})', repair: 'kiểm tra tên tệp và quyền đọc' },
    en: { needs: '{file} cannot be read ({code})', repair: 'check its name and who may read it' },
  },
  unwritable: {
    vi: { needs: 'không ghi được {file} ({code})', repair: 'chọn tệp trong một thư mục có sẵn và ghi được' },
    en: { needs: '{file} cannot be written ({code})', repair: 'name a file in a directory that exists and is yours' },
  },
  notRecording: {
    vi: {
      needs: '{file}:{line}: không phải bản ghi của letan: {reason} (tất cả {count} dòng sai)',
      repair: 'chọn tệp do “letan recording export” hoặc “letan sim run --trace” tạo ra; sao chép lại nếu tệp bị cắt',
    },
    en: {
      needs: '{file}:{line}: this is no recording of letan: {reason} ({count} [wrong line|wrong lines] in all)',
      repair: 'take a file that “letan recording export” or “letan sim run --trace” made; copy it again if it was cut',
    },
  },
  config: {
    vi: {
      needs: '{file}: cấu hình trong bản ghi không còn hợp với phiên bản này: {reason}',
      repair: 'phát lại bằng phiên bản đã ghi ({firmware})',
    },
    en: {
      needs: '{file}: the config in the recording does not fit this version any more: {reason}',
      repair: 'replay it with the version that recorded ({firmware})',
    },
  },
  torn: {
    vi: {
      needs: '{file}:{line}: dòng cuối bị cắt dở (mất điện, hoặc tệp chép chưa xong)',
      repair: 'đã phát lại đến dòng trước đó; nếu là tệp chép chưa xong thì chép lại',
    },
    en: {
      needs: '{file}:{line}: the last line is cut off (a power cut, or a copy that was not finished)',
      repair: 'it was replayed up to the line before; copy the file again if the copy was not finished',
    },
  },
  cutArchive: {
    vi: {
      needs: '{file}: tệp nén bị cắt dở hoặc hỏng sau dòng {line}',
      repair: 'đã phát lại đến dòng đó; chép lại tệp để có phần còn lại',
    },
    en: {
      needs: '{file}: the compressed file is cut off or damaged behind line {line}',
      repair: 'it was replayed up to there; copy the file again for the rest',
    },
  },
  gap: {
    vi: {
      needs: '{file}:{line}: bản ghi thiếu {lines} dòng ở đây ({why})',
      repair: 'phần sau chỗ thiếu chỉ đọc được, không phát lại được; lần khởi động kế tiếp lại phát được',
    },
    en: {
      needs: '{file}:{line}: {lines} lines are missing from the recording here ({why})',
      repair: 'what follows can be read and not replayed; from the next start on it can be again',
    },
  },
  otherVersion: {
    vi: {
      needs: 'bản ghi này của bản dựng {recorded}, ở đây là {here}',
      repair: 'vẫn phát lại thử; chỗ khác nhau có thể chỉ do phiên bản khác',
    },
    en: {
      needs: 'build {recorded} recorded this, here is {here}',
      repair: 'it is replayed all the same; what comes out otherwise may be due to that alone',
    },
  },
  difference: {
    vi: {
      needs: '{file}:{line}: dòng đầu tiên khác đi. Đã ghi: {recorded}. Phát lại: {replayed}',
      repair: 'phần mềm cư xử khác so với lúc ghi: so hai dòng dưới đây',
    },
    en: {
      needs: '{file}:{line}: the first line that came out otherwise. Recorded: {recorded}. Replayed: {replayed}',
      repair: 'the software behaves otherwise than when this was recorded: compare the two lines below',
    },
  },
  divergence: {
    vi: {
      needs: '{file}:{line}: từ đây phần mềm đi đường khác: {reason}',
      repair: 'phát lại dừng ở đây; so với phiên bản đã ghi, hoặc tìm dòng bị thiếu trong bản ghi',
    },
    en: {
      needs: '{file}:{line}: from here the software goes another way: {reason}',
      repair: 'the replay ends here; compare the version that recorded, or look for a line missing from the recording',
    },
  },
  otherHash: {
    vi: {
      needs: '{file}: mã băm phải là {expected}, phát lại ra {found}',
      repair: 'bản ghi chỉ có đầu vào nên không biết khác từ dòng nào: phát lại tệp đầy đủ',
    },
    en: {
      needs: '{file}: the hash should be {expected}, the replay gave {found}',
      repair: 'the recording holds its inputs only, so nobody can say from which line: replay the whole file',
    },
  },
  noMoment: {
    vi: {
      needs: '“{text}” không phải thời điểm trong bản ghi (từ {from} đến {to})',
      repair: 'viết giờ của thiết bị (08:31:00), ngày giờ (2026-08-03T08:31) hoặc khoảng từ đầu bản ghi (90s, 5min)',
    },
    en: {
      needs: '“{text}” is no moment of the recording (from {from} to {to})',
      repair:
        'write the device’s time (08:31:00), day and time (2026-08-03T08:31) or a span since its beginning (90s, 5min)',
    },
  },
  notSame: {
    vi: {
      needs: 'bản ghi này chưa phát lại được như đã ghi, nên không làm thành kiểm thử',
      repair: 'sửa lỗi trước, hoặc thêm --although-it-differs để giữ kết quả hiện tại làm chuẩn',
    },
    en: {
      needs: 'this recording does not replay as it was recorded, so no test was made of it',
      repair: 'mend that first, or add --although-it-differs to hold on to what comes out now',
    },
  },
  noTestName: {
    vi: { needs: '“{file}” không phải tên tệp kiểm thử', repair: 'đặt tên như tests/replays/ten.test.ts' },
    en: { needs: '“{file}” is no name of a test', repair: 'name it like tests/replays/name.test.ts' },
  },
  noRing: {
    vi: {
      needs: 'không có bản ghi nào trong {path}',
      repair: 'kiểm tra --config hoặc --dir; thiết bị ghi khi “letan run” chạy và `recording` không tắt',
    },
    en: {
      needs: 'there is no recording in {path}',
      repair: 'check --config or --dir; a device records while “letan run” runs and `recording` is not off',
    },
  },
  noneThen: {
    vi: {
      needs: 'không có lần khởi động nào được ghi trong khoảng đó; bản ghi có từ {from} đến {to}',
      repair: 'chọn --from và --to trong khoảng này',
    },
    en: {
      needs: 'no start was recorded in that span; there are recordings from {from} to {to}',
      repair: 'choose --from and --to within it',
    },
  },
  noTime: {
    vi: {
      needs: '“{text}” không phải thời điểm',
      repair: 'viết như 2026-08-03T08:30, 2026-08-03, hoặc 2h (2 giờ trước)',
    },
    en: { needs: '“{text}” is no time', repair: 'write it like 2026-08-03T08:30, 2026-08-03, or 2h (two hours ago)' },
  },
} as const satisfies Record<string, Message>;

/** What they say when all is well. */
export const recordingWords = {
  same: { vi: 'giống hệt, từng dòng', en: 'the same, line by line' },
  sameHash: { vi: 'giống: đúng mã băm', en: 'the same: it comes to its hash' },
  notSame: { vi: 'KHÔNG giống', en: 'NOT the same' },
  nothingToCompare: {
    vi: 'bản ghi chỉ có đầu vào: không có gì để so (thêm --expect MÃ-BĂM)',
    en: 'the recording holds its inputs only: nothing to compare with (add --expect HASH)',
  },
  replayed: {
    vi: '{devices}: {inputs} đầu vào trong {span}, phát lại trong {took} s (nhanh gấp {times})',
    en: '{devices}: {inputs} inputs over {span}, replayed in {took} s ({times} times as fast)',
  },
  recordedBy: { vi: 'bản ghi của letan {recorded}', en: 'recorded by letan {recorded}' },
  cutStart: {
    vi: 'lần chạy trước đó bị ngắt đột ngột (mất điện hoặc bị dừng): tối đa {seconds} s cuối không được ghi',
    en: 'the start before this one was cut off (power, or a kill): its last {seconds} s at most are not recorded',
  },
  exported: {
    vi: 'đã ghi {file}: {starts} lần khởi động, {lines} dòng, {bytes}; từ {from} đến {to}',
    en: '{file} written: {starts} starts, {lines} lines, {bytes}; from {from} to {to}',
  },
  exportedCut: {
    vi: '{count} chỗ thiếu trong bản ghi (mất điện, hết chỗ hoặc đoạn cũ đã xóa)',
    en: '{count} [gap|gaps] in the recording (power cut, no room, or old parts forgotten)',
  },
  listed: {
    vi: 'lần {start}: {from} – {to}, {bytes}, {state}',
    en: 'start {start}: {from} – {to}, {bytes}, {state}',
  },
  stateWhole: { vi: 'phát lại được', en: 'can be replayed' },
  stateCut: { vi: 'bị ngắt đột ngột, phát lại được đến đó', en: 'cut off, can be replayed up to there' },
  stateRuns: { vi: 'đang chạy', en: 'running' },
  stateParts: { vi: 'thiếu đoạn, chỉ đọc được', en: 'parts are missing, can only be read' },
  testWritten: {
    vi: 'đã viết {test} và {recording}; chạy: npx vitest run {test}',
    en: '{test} and {recording} written; run it: npx vitest run {test}',
  },
  page: {
    vi: 'Đang phát lại một bản ghi. Mở địa chỉ này trong trình duyệt; Ctrl+C để dừng.',
    en: 'A recording is being replayed. Open the address in a browser; Ctrl+C ends it.',
  },
} as const satisfies Record<string, StaffText>;

/** Why the recorder stepped back, in words. */
export const gapWords = {
  'no-room': { vi: 'ổ đĩa hết chỗ', en: 'the disk had no room' },
  disk: { vi: 'ổ đĩa từ chối', en: 'the disk refused' },
  'too-fast': { vi: 'đến nhanh hơn ổ đĩa ghi được', en: 'more came than the disk could take' },
  'day-full': { vi: 'đã ghi hết mức trong ngày', en: 'the day’s share was written' },
  forgotten: { vi: 'đoạn cũ đã xóa để lấy chỗ', en: 'old parts were forgotten to make room' },
  damaged: { vi: 'đoạn bị hỏng trên đĩa', en: 'a part was damaged on the disk' },
} as const satisfies Record<string, StaffText>;

/** What is wrong with a line of a recording, as far as it can be told: it fills the reason of `notRecording`. */
export const lineFaultWords = {
  noObject: { vi: 'dòng không phải một đối tượng JSON', en: 'no JSON object' },
  kind: { vi: 'kind là {found}, cần một trong {expected}', en: 'kind is {found}, expected one of {expected}' },
  noDevice: { vi: 'không có device (tên thiết bị)', en: 'no device' },
  schema: { vi: 'schema là {found}; phần mềm này đọc 1', en: 'schema is {found}; this firmware reads 1' },
  time: { vi: 't là {found}, cần số mili giây nguyên từ 0', en: 't is {found}, expected whole milliseconds from 0' },
  goesBack: { vi: 't lùi từ {from} về {to}', en: 't goes back from {from} to {to}' },
  noConfig: {
    vi: 'chưa có dòng config của {device} trước đầu vào đầu tiên của nó',
    en: '{device} has no config line before its first input',
  },
  nothing: { vi: 'không có gì được ghi', en: 'nothing recorded' },
} as const satisfies Record<string, StaffText>;

/** What a line of a trace tells, for people who do not read JSON. */
export const lineWords = {
  nothing: { vi: 'không có gì', en: 'nothing' },
  config: { vi: '{device} khởi động', en: '{device} starts' },
  shows: { vi: '{device} hiện màn hình “{screen}”', en: '{device} shows the screen “{screen}”' },
  says: { vi: '{device} nói “{words}” ({language})', en: '{device} says “{words}” ({language})' },
  chimes: { vi: '{device} phát tiếng chuông', en: '{device} chimes' },
  prints: { vi: '{device} in phiếu', en: '{device} prints a slip' },
  writes: { vi: '{device} ghi vào sổ: {kinds}', en: '{device} writes into its ledger: {kinds}' },
  sends: { vi: '{device} gửi MQTT {topic}', en: '{device} sends {topic} over MQTT' },
  lights: { vi: '{device} đặt đèn {name}: {state}', en: '{device} sets the lamp {name} to {state}' },
  keeps: { vi: '{device} ghi tệp {name}', en: '{device} writes the file {name}' },
  steps: { vi: '{device}: {machine} chuyển từ {from} sang {to}', en: '{device}: {machine} goes from {from} to {to}' },
  does: { vi: '{device}: {port} {name} {verb}', en: '{device}: {port} {name} {verb}' },
  hears: { vi: '{device} nhận từ {port} {name}', en: '{device} hears {port} {name}' },
  at: { vi: '{time} s: {what}', en: '{time} s: {what}' },
} as const satisfies Record<string, StaffText>;
