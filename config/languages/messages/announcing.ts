import type { Message } from './wording.ts';

/** What may be wrong with a site's rooms and display boards. */
export const announcingMessages = {
  'announcing.no-such-counter': {
    vi: { needs: 'không có quầy này; các quầy có: {known}', repair: 'sửa hoặc xóa' },
    en: { needs: 'there is no such counter; known: {known}', repair: 'correct or remove it' },
  },
  'announcing.misspelled-counter': {
    vi: { needs: 'không có quầy này', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such counter', repair: 'did you mean {repair}?' },
  },
  'announcing.no-such-speaker': {
    vi: { needs: 'không có thiết bị này; các thiết bị có: {known}', repair: 'viết tên một thiết bị có loa' },
    en: { needs: 'there is no such device; known: {known}', repair: 'name a device that has a loudspeaker' },
  },
  'announcing.misspelled-speaker': {
    vi: { needs: 'không có thiết bị này', repair: 'có phải {repair}?' },
    en: { needs: 'there is no such device', repair: 'did you mean {repair}?' },
  },
  'announcing.no-such-language': {
    vi: { needs: 'trung tâm không dùng ngôn ngữ này; có: {known}', repair: 'thêm vào languages hoặc xóa ở đây' },
    en: {
      needs: 'the site does not have this language; known: {known}',
      repair: 'add it to languages or remove it here',
    },
  },
  'announcing.misspelled-language': {
    vi: { needs: 'trung tâm không dùng ngôn ngữ này', repair: 'có phải {repair}?' },
    en: { needs: 'the site does not have this language', repair: 'did you mean {repair}?' },
  },
  'announcing.speaker-twice': {
    vi: { needs: '{device} đã gọi số ở {room}', repair: 'một thiết bị chỉ ở trong một phòng' },
    en: { needs: '{device} announces in {room} already', repair: 'a device stands in one room' },
  },
  'sign.narrow': {
    vi: { needs: 'số thứ tự dài {characters} ký tự không vừa bảng này', repair: 'cần ít nhất {least} mô-đun' },
    en: { needs: 'a number of {characters} characters does not fit on it', repair: 'use {least} modules at least' },
  },
} as const satisfies Readonly<Record<string, Message>>;
