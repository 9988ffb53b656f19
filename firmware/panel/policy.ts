import type { JsonObject } from '../../hal/json.ts';

/**
 * What the panel's browser may do, as a managed policy of Chromium (chromeenterprise.google/policies): show this device and nothing
 * else. Visitors stand before it alone; what they must not reach is refused by the browser itself, not by hiding its buttons.
 * `addresses` are origins without a path (`http://127.0.0.1:8080`): the page's, and where the device says that its port is held.
 */
export const panelPolicy = (addresses: readonly string[]): JsonObject => ({
  // The star alone spares some of the browser's own pages.
  URLBlocklist: ['*', 'chrome://*', 'chrome-untrusted://*', 'devtools://*', 'file://*', 'view-source:*', 'data:*'],
  URLAllowlist: [...addresses],
  // Nothing to take along, nothing to leave behind.
  DownloadRestrictions: 3,
  AllowFileSelectionDialogs: false,
  PrintingEnabled: false,
  DisableScreenshots: true,
  IncognitoModeAvailability: 1,
  BrowserGuestModeEnabled: false,
  BrowserAddPersonEnabled: false,
  BrowserSignin: 0,
  SyncDisabled: true,
  SavingBrowserHistoryDisabled: true,
  PasswordManagerEnabled: false,
  AutofillAddressEnabled: false,
  AutofillCreditCardEnabled: false,
  // Nothing of the browser itself over the page.
  DeveloperToolsAvailability: 2,
  TaskManagerEndProcessEnabled: false,
  ExtensionInstallBlocklist: ['*'],
  TranslateEnabled: false,
  SearchSuggestEnabled: false,
  DefaultSearchProviderEnabled: false,
  BookmarkBarEnabled: false,
  EditBookmarksEnabled: false,
  SpellcheckEnabled: false,
  PromotionsEnabled: false,
  UserFeedbackAllowed: false,
  AllowDinosaurEasterEgg: false,
  DefaultBrowserSettingEnabled: false,
  // The page asks for none of these.
  DefaultPopupsSetting: 2,
  DefaultNotificationsSetting: 2,
  DefaultGeolocationSetting: 2,
  DefaultSensorsSetting: 2,
  DefaultSerialGuardSetting: 2,
  DefaultWebUsbGuardSetting: 2,
  DefaultWebBluetoothGuardSetting: 2,
  DefaultWebHidGuardSetting: 2,
  AudioCaptureAllowed: false,
  VideoCaptureAllowed: false,
  ScreenCaptureAllowed: false,
  // A device without the Internet does not go looking for it.
  BackgroundModeEnabled: false,
  ComponentUpdatesEnabled: false,
  MetricsReportingEnabled: false,
  SafeBrowsingProtectionLevel: 0,
  NetworkPredictionOptions: 2,
  DnsOverHttpsMode: 'off',
  // The chime of a call must not wait for a touch.
  AutoplayAllowed: true,
});
