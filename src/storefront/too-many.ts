import { type Html, html } from '../kit/html.ts'
import { type Route, storefrontRoutes } from '../routes.ts'
import { field, hidden } from '../ui/field.ts'
import { json } from './respond.ts'
import { plainPage } from './states.ts'
import type { Visit } from './visit.ts'

/**
 * Tried too often. Needs no database, for it must cost little. What was typed is in the page and is sent again by its
 * button; a password has to be typed once more.
 */
export async function tooManyPage(
  visit: Visit,
  retryAfterSeconds: number,
  fields: Record<string, string>,
): Promise<Response> {
  const { say } = visit
  const wait = waitWords(retryAfterSeconds)
  const words = {
    en: `That was very often in a short time. Please wait ${wait.en}, then it works again. Nothing was lost.`,
    de: `Das war sehr oft in kurzer Zeit. Bitte warten Sie ${wait.de}, dann geht es wieder. Es ist nichts verloren.`,
  }
  return (
    briefly(visit, 429, say(words)) ??
    plainPage(
      visit.shop,
      429,
      'umbrella',
      { en: ['Please wait a moment', words.en], de: ['Bitte warten Sie kurz', words.de] },
      visit,
      {},
      again(visit, fields),
    )
  )
}

/** The attempts cannot be counted now, and what they guess at is secret: nothing may be tried. */
export async function closedPage(visit: Visit, fields: Record<string, string>): Promise<Response> {
  const words = {
    en: 'We cannot check this at the moment. Please try again in a few seconds. The shop itself is open.',
    de: 'Das können wir gerade nicht prüfen. Bitte versuchen Sie es in ein paar Sekunden noch einmal. Der Shop selbst ist offen.',
  }
  return (
    briefly(visit, 503, visit.say(words)) ??
    plainPage(
      visit.shop,
      503,
      'toolbox',
      { en: ['One moment, please', words.en], de: ['Einen Moment bitte', words.de] },
      visit,
      {},
      again(visit, fields),
    )
  )
}

/** Scripts get the words alone. */
const briefly = ({ request }: Visit, status: number, said: string): Response | null =>
  request.headers.get('accept')?.includes('application/json') ? json({ ok: false, said }, status) : null

function again(visit: Visit, fields: Record<string, string>): Html {
  const { say, url } = visit
  const route: Route = storefrontRoutes[visit.route]
  const words = say({ en: 'Try again', de: 'Noch einmal versuchen' })
  if (route.method === 'GET') return html`<p><a class="button" href="${url.pathname + url.search}">${words}</a></p>`
  const { password, ...others } = fields
  return html`<form method="post" action="${url.pathname}" class="form" data-once>${
    route.form === 'token' && hidden('token', visit.formToken())
  }${Object.entries(others).map(([name, value]) => hidden(name, value))}${
    password !== undefined &&
    html`<div class="fields">${field({
      name: 'password',
      label: say({ en: 'Password', de: 'Passwort' }),
      type: 'password',
      autocomplete: 'current-password',
      required: true,
    })}</div>`
  }<p><button class="button">${words}</button></p></form>`
}

function waitWords(seconds: number): { en: string; de: string } {
  if (seconds < 100) {
    const count = Math.max(5, Math.ceil(seconds / 5) * 5)
    return { en: `${count} seconds`, de: `${count} Sekunden` }
  }
  const minutes = Math.ceil(seconds / 60)
  return { en: `${minutes} minutes`, de: `${minutes} Minuten` }
}
