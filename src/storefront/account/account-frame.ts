import { type Html, html } from '../../kit/html.ts'
import { href, type StorefrontRoute } from '../../routes.ts'
import { hidden } from '../../ui/field.ts'
import { shopPage } from '../frame.ts'
import type { Visit } from '../visit.ts'

type Room = 'account' | 'accountOrders' | 'addresses' | 'profile' | 'security'

const rooms: { route: Room; words: { en: string; de: string } }[] = [
  { route: 'account', words: { en: 'Overview', de: 'Übersicht' } },
  { route: 'accountOrders', words: { en: 'Orders', de: 'Bestellungen' } },
  { route: 'addresses', words: { en: 'Addresses', de: 'Adressen' } },
  { route: 'profile', words: { en: 'Profile', de: 'Profil' } },
  { route: 'security', words: { en: 'Sign-in and security', de: 'Anmeldung und Sicherheit' } },
]

/** A page of the account: its rooms at the side, the page beside them. */
export function accountPage(
  visit: Visit,
  options: { title: string; room: Room; body: Html },
  status = 200,
): Promise<Response> {
  const { say, place } = visit
  return shopPage(
    visit,
    {
      title: options.title,
      page: 'account',
      robots: 'noindex',
      styles: 'till',
      samePage: (there) => href(there, options.room),
      body: html`<div class="wrap account-box"><nav class="account-nav" aria-label="${say({ en: 'Account', de: 'Konto' })}"><ul>${rooms.map(
        ({ route, words }) =>
          html`<li><a href="${href(place, route)}"${route === options.room && html` aria-current="page"`}>${say(words)}</a></li>`,
      )}</ul><form method="post" action="${href(place, 'signOut')}">${hidden('token', visit.formToken())}<button class="link">${say(
        {
          en: 'Sign out',
          de: 'Abmelden',
        },
      )}</button></form></nav><div class="account-main stack"><h1>${options.title}</h1>${options.body}</div></div>`,
    },
    status,
  )
}

/** A page before the account: sign in, register, reset. One narrow column. */
export function doorPage(
  visit: Visit,
  options: {
    title: string
    route: StorefrontRoute & ('signIn' | 'register' | 'forgotPassword' | 'verifyEmail' | 'resetPassword')
    body: Html
  },
  status = 200,
): Promise<Response> {
  return shopPage(
    visit,
    {
      title: options.title,
      page: 'door',
      robots: 'noindex',
      styles: 'till',
      samePage: (there) => href(there, options.route),
      body: html`<div class="wrap narrow door stack"><h1>${options.title}</h1>${options.body}</div>`,
    },
    status,
  )
}

/** A form that changes something: its token is inside, and a double click sends it once. */
export const accountForm = (visit: Visit, action: string, body: Html): Html =>
  html`<form method="post" action="${action}" class="form" data-once novalidate>${hidden('token', visit.formToken())}${body}</form>`
