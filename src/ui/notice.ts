import { type Html, html, type Printable } from '../kit/html.ts'
import { type IconName, icon } from './icon.ts'

/*
 * notice('good', 'Address saved.')                       what happened after a form
 * notice('warn', html`<p class="strong">…</p><p>…</p>`)  what the shopper should know before going on
 * notice('bad', …)   notice('info', …)
 *
 * 'bad' is announced at once (role=alert), the others politely (role=status).
 */

const icons: Record<string, IconName> = { good: 'done', warn: 'alert', bad: 'alert', info: 'info' }

export const notice = (kind: 'good' | 'warn' | 'bad' | 'info', words: Printable): Html =>
  html`<div class="notice ${kind}" role="${kind === 'bad' ? 'alert' : 'status'}">${icon(icons[kind] ?? 'info')}<div>${words}</div></div>`
