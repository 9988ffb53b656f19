/**
 * The page's service worker, as text. It exists because phones show a notification only through one; it keeps nothing, answers no
 * request in the network's place, and brings the page to the front when the notification is touched.
 */
export const notifier = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then((pages) => {
      const page = pages.find(({ url }) => url === event.notification.data) || pages[0];
      return page === undefined ? self.clients.openWindow(event.notification.data) : page.focus();
    }),
  );
});
`;
