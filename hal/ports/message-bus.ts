import type { Device, Unsubscribe } from '../device.ts';
import type { Result } from '../result.ts';

export type BusFault =
  | { readonly kind: 'unreachable'; readonly where: string; readonly reason: string }
  | { readonly kind: 'refused'; readonly where: string; readonly reason: string }
  | { readonly kind: 'offline' }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly limit: number };

export interface BusMessage {
  readonly topic: string;
  /** UTF-8 text; the driver refuses to hand on what is longer than 256 KiB and counts it. */
  readonly payload: string;
  /** True when the broker sent a stored message at subscription, not a fresh one. */
  readonly retained: boolean;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

/** Who a device is to the broker. Two clients with one id throw each other out for ever: ids are unique within the broker. */
export interface BusClient {
  readonly clientId: string;
  /** What the broker publishes when the link dies without `close`. */
  readonly will: OutgoingMessage | null;
  /** False: the broker keeps subscriptions and QoS 1 messages while the client is away. */
  readonly cleanSession: boolean;
}

/**
 * Publish and subscribe as MQTT 3.1.1 has it, and no more, so that any broker or cluster serves.
 *
 * - `open` resolves once the first connection stands, or with the fault; after that the driver reconnects by itself and tells
 *   `onLink`; subscriptions are made again by the driver after each reconnect.
 * - `publish` with QoS 1 resolves when the broker has acknowledged, else with `offline`; the driver keeps no queue of its own
 *   (the outbox does), and a message that ended with `offline` may have arrived all the same.
 * - Messages of one topic from one publisher arrive in the order of their publishing; QoS 1 may come twice.
 * - `subscribe` takes `+` and a trailing `#`; its listener hears only what matches. Stored messages come at every subscription
 *   and every new link, also to listeners that have heard them. What is published on the topic `besides` it does not hear: the broker
 *   sends a device its own words back (MQTT 3.1.1 knows no other way), and there they end.
 * - A subscription that the broker refuses (its access list) is told to `onRefused` by its filter; all else goes on. Some brokers
 *   grant it and send nothing.
 * - The will given at construction is published by the broker when the link dies without `close`.
 */
export interface MessageBus extends Device<BusFault> {
  readonly linked: boolean;
  publish(message: OutgoingMessage): Promise<Result<void, BusFault>>;
  subscribe(filter: string, listener: (message: BusMessage) => void, besides?: string): Unsubscribe;
  onLink(listener: (linked: boolean) => void): Unsubscribe;
  onRefused(listener: (filter: string) => void): Unsubscribe;
}
