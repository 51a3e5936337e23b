import { type Html, html } from '../kit/html.ts'
import { icon } from './icon.ts'
import type { Speaker } from './speaker.ts'

/*
 * pager(visit, { previous: '/us/en/c/mugs?after=…' | null, next: … | null, first: '/us/en/c/mugs' })
 * Links with real addresses; prints nothing where there is one page only.
 */

export type Pages = { first?: string | null; previous: string | null; next: string | null }

export function pager({ say }: Pick<Speaker, 'say'>, { first, previous, next }: Pages): Html | null {
  if (!previous && !next) return null
  return html`<nav class="pager" aria-label="${say({ en: 'Pages', de: 'Seiten' })}">${
    previous &&
    html`<a class="button quiet" rel="prev" href="${previous}">${icon('back')}${say({ en: 'Previous page', de: 'Vorige Seite' })}</a>`
  }${previous && first && first !== previous && html`<a class="link" href="${first}">${say({ en: 'First page', de: 'Erste Seite' })}</a>`}${
    next &&
    html`<a class="button quiet" rel="next" href="${next}">${say({ en: 'Next page', de: 'Nächste Seite' })}${icon('forward')}</a>`
  }</nav>`
}
