import type { PhoneView } from '../../phone/view.ts';

/*
 * How the phone makes itself heard: a sound and a vibration, which a browser allows once the page has been touched; a notification
 * where its holder permits one; the screen kept awake. Where none of it is possible the page itself is loud to the eye.
 */

interface WakeLock {
  release(): Promise<void>;
}

/** Two rising pairs of notes; three times when one is called. */
const notes = [
  { hz: 660, at: 0 },
  { hz: 880, at: 0.22 },
] as const;

export class Alarm {
  #audio: AudioContext | null = null;
  #lock: WakeLock | null = null;
  #worker: ServiceWorkerRegistration | null = null;
  #told = '';
  on = false;

  /** From a touch: only then may a page sound, and only then may it ask. */
  async switchOn(): Promise<void> {
    this.on = true;
    this.#audio ??= 'AudioContext' in window ? new AudioContext() : null;
    this.#sound(1);
    if ('vibrate' in navigator) navigator.vibrate(60);
    await this.stayAwake();
    await this.#permit();
  }

  /** A lock ends when the page is hidden, so it is taken anew whenever the page is seen again. */
  async stayAwake(): Promise<void> {
    if (!this.on || document.visibilityState !== 'visible') return;
    const wakeLock = (navigator as { readonly wakeLock?: { request(type: 'screen'): Promise<WakeLock> } }).wakeLock; // absent in older browsers
    try {
      this.#lock = (await wakeLock?.request('screen')) ?? null;
    } catch {
      // A phone whose battery is low refuses; the page is as good as before.
    }
  }

  async #permit(): Promise<void> {
    if (!('Notification' in window) || !('serviceWorker' in navigator)) return;
    try {
      if ((await Notification.requestPermission()) !== 'granted') return;
      const tickets = location.pathname.replace(/\/[^/]*\/*$/, '');
      this.#worker = await navigator.serviceWorker.register(`${tickets}/notify.js`, { scope: `${tickets}/` });
    } catch {
      // Without a notification there are the sound, the vibration and the page.
    }
  }

  /** Sounds once for each new reason. */
  hear(view: PhoneView): void {
    const isNew = view.alarm !== '' && view.alarm !== this.#told;
    this.#told = view.alarm;
    if (view.mood === 'gone') void this.#rest();
    if (!isNew || !this.on) return;
    const called = view.mood === 'called';
    this.#sound(called ? 3 : 1);
    if ('vibrate' in navigator) navigator.vibrate(called ? [400, 150, 400, 150, 800] : [200, 100, 200]);
    void this.#worker?.showNotification(`${view.number} – ${view.headline}`, {
      body: view.lines.join('\n'),
      tag: 'ticket',
      data: location.href,
      requireInteraction: called,
    });
  }

  async #rest(): Promise<void> {
    this.on = false;
    await this.#lock?.release().catch(() => undefined);
    this.#lock = null;
  }

  #sound(times: number): void {
    const audio = this.#audio;
    if (audio === null) return;
    void audio.resume();
    for (let time = 0; time < times; time += 1)
      for (const { hz, at } of notes) {
        const begin = audio.currentTime + time * 0.8 + at;
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.frequency.value = hz;
        volume.gain.setValueAtTime(0, begin);
        volume.gain.linearRampToValueAtTime(0.5, begin + 0.02);
        volume.gain.linearRampToValueAtTime(0, begin + 0.34);
        tone.connect(volume).connect(audio.destination);
        tone.start(begin);
        tone.stop(begin + 0.36);
      }
  }
}
