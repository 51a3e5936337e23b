import { deviceOf } from '../../domain/customers/device.ts'
import { endSession } from '../../domain/customers/session.ts'
import { signIn, signInForm } from '../../domain/customers/sign-in.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { field, hidden } from '../../ui/field.ts'
import { notice } from '../../ui/notice.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, doorPage } from './account-frame.ts'
import { busy } from './account-words.ts'
import { enter, knowDevice, leave, nextPage } from './session-cookie.ts'

export const signInPage: PageHandler = async (visit) => {
  const next = visit.url.searchParams.get('next') ?? ''
  if (await visit.personIfKnown()) return redirect(nextPage(visit, next))
  return show(visit, { email: '', next, done: visit.url.searchParams.get('done') })
}

export const doSignIn: PageHandler = async (visit) => {
  const form = await visit.form()
  const input = signInForm.safeParse(form)
  const next = form.next ?? ''
  if (!input.success) return show(visit, { email: form.email ?? '', next, problem: 'no-match' }, 422)
  const device = deviceOf(visit.request.headers.get('user-agent'))
  const result = await signIn(visit.shop, { ...input.data, device })
  if (!result.ok) {
    const status = result.problem === 'busy' ? 503 : 422
    return show(visit, { email: input.data.email, next, problem: result.problem }, status)
  }
  await enter(visit, result.personId, result.sessionToken)
  knowDevice(visit, input.data.email)
  return redirect(nextPage(visit, next))
}

export const signOut: PageHandler = async (visit) => {
  await visit.form()
  await endSession(visit.shop, visit.cookies.get('session'))
  leave(visit)
  return redirect(href(visit.place, 'home'))
}

const doneWords = new Map<string, { en: string; de: string }>(
  Object.entries({
    'password-reset': {
      en: 'Your new password is set. Sign in with it.',
      de: 'Ihr neues Passwort gilt. Melden Sie sich damit an.',
    },
    closed: {
      en: 'Your account is closed. Orders stay as long as the law wants their papers.',
      de: 'Ihr Konto ist geschlossen. Bestellungen bleiben, solange das Gesetz ihre Belege verlangt.',
    },
  }),
)

function show(
  visit: Visit,
  shown: { email: string; next: string; problem?: 'no-match' | 'busy'; done?: string | null },
  status = 200,
): Promise<Response> {
  const { say, place } = visit
  const done = doneWords.get(shown.done ?? '')
  const problem =
    shown.problem &&
    (shown.problem === 'busy'
      ? say(busy)
      : say({
          en: 'E-mail address and password do not belong together. Look at both, or choose a new password.',
          de: 'E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beide, oder wählen Sie ein neues Passwort.',
        }))
  return doorPage(
    visit,
    {
      title: say({ en: 'Sign in', de: 'Anmelden' }),
      route: 'signIn',
      body: html`${done && notice('good', say(done))}${problem && notice('bad', problem)}${accountForm(
        visit,
        href(place, 'doSignIn'),
        html`${shown.next && hidden('next', shown.next)}<div class="fields">${field({
          name: 'email',
          label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
          value: shown.email,
          type: 'email',
          autocomplete: 'username',
          required: true,
        })}${field({
          name: 'password',
          label: say({ en: 'Password', de: 'Passwort' }),
          type: 'password',
          autocomplete: 'current-password',
          required: true,
        })}</div><div class="form-end"><button class="button">${say({ en: 'Sign in', de: 'Anmelden' })}</button><a class="link" href="${href(
          place,
          'forgotPassword',
        )}">${say({ en: 'Forgot the password?', de: 'Passwort vergessen?' })}</a></div>`,
      )}<section class="panel"><h2>${say({ en: 'New here?', de: 'Neu hier?' })}</h2><p>${say({
        en: 'You can order without an account. With one you see your orders and keep your addresses.',
        de: 'Sie können ohne Konto bestellen. Mit Konto sehen Sie Ihre Bestellungen und behalten Ihre Adressen.',
      })}</p><p><a class="button quiet" href="${href(place, 'register')}">${say({
        en: 'Open an account',
        de: 'Konto eröffnen',
      })}</a></p></section><p><a class="link" href="${href(place, 'orderLookup')}">${say({
        en: 'Look up an order without an account',
        de: 'Bestellung ohne Konto nachschlagen',
      })}</a></p>`,
    },
    status,
  )
}
