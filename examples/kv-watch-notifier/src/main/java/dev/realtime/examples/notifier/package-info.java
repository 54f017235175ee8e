/**
 * A daemon that watches a user's keys on a Realtime server and tells a Telegram chat of every task that changed.
 *
 * <pre>
 * Watch ── names and versions ──► Notifier ── fetches ──► Keys (HTTP)
 *   └──── "connected" ──────────►    │  ├── records ────► Ledger (StateFile)
 * Presses ── a button ──────────►    │  └── sends ──────► Chat (TelegramChat)
 * RedirectPage: /open/task/{id} ──► the app
 * </pre>
 *
 * <p>Whatever decides is done one after the other, by one thread, in {@link dev.realtime.examples.notifier.Notifier}.
 */
package dev.realtime.examples.notifier;
