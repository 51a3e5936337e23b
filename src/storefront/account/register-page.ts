import { askForAccount, registerForm } from '../../domain/customers/ask-account.ts'
import { deviceOf } from '../../domain/customers/device.ts'
import { isOpenLink, openAccount } from '../../domain/customers/open-account.ts'
import { PasswordQueueFull } from '../../domain/customers/password.ts'
import { startSession } from '../../domain/customers/session.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { errorSummary, type FieldError, field, hidden } from '../../ui/field.ts'
import { notice } from '../../ui/notice.ts'
import { drawing } from '../drawing.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, doorPage } from './account-frame.ts'
import {
  busy,
  emailProblem,
  formProblem,
  linkOver,
  passwordHint,
  passwordProblems,
  wrongPassword,
} from './account-words.ts'
import { enter } from './session-cookie.ts'

export const registerPage: PageHandler = async (visit) =>
  (await visit.personIfKnown()) ? redirect(href(visit.place, 'account')) : show(visit, {}, [])

export const doRegister: PageHandler = async (visit) => {
  const form = await visit.form()
  const input = registerForm.safeParse(form)
  if (!input.success) return show(visit, form, [{ name: 'email', words: visit.say(emailProblem) }], 422)
  try {
    const asked = await askForAccount(visit.shop, visit.place, input.data)
    if (!asked.ok)
      return show(visit, form, [{ name: 'password', words: visit.say(passwordProblems[asked.problem]) }], 422)
  } catch (fault) {
    if (fault instanceof PasswordQueueFull)
      return show(visit, form, [{ name: 'password', words: visit.say(busy) }], 503)
    throw fault
  }
  return mailSent(visit)
}

/** The same for every address: whether there is an account, only its mailbox tells. */
export const mailSent = (visit: Visit): Promise<Response> =>
  doorPage(visit, {
    title: visit.say({ en: 'Look into your mailbox', de: 'Sehen Sie in Ihr Postfach' }),
    route: 'register',
    body: html`${drawing('letter')}<p class="lead">${visit.say({
      en: 'We have sent you a mail with a link. It works for 30 minutes.',
      de: 'Wir haben Ihnen eine Mail mit einem Link geschickt. Er gilt 30 Minuten.',
    })}</p><p>${visit.say({
      en: 'Nothing there? Look into the spam folder, or ask again with another address.',
      de: 'Nichts angekommen? Sehen Sie im Spam-Ordner nach, oder versuchen Sie es mit einer anderen Adresse.',
    })}</p>`,
  })

function show(visit: Visit, form: Record<string, string>, errors: FieldError[], status = 200): Promise<Response> {
  const { say, place } = visit
  const error = (name: string) => errors.find((e) => e.name === name)?.words
  return doorPage(
    visit,
    {
      title: say({ en: 'Open an account', de: 'Konto eröffnen' }),
      route: 'register',
      body: html`${accountForm(
        visit,
        href(place, 'doRegister'),
        html`${errorSummary(say(formProblem), errors)}<div class="fields">${field({
          name: 'firstName',
          label: say({ en: 'First name', de: 'Vorname' }),
          optional: say({ en: 'optional', de: 'optional' }),
          value: form.firstName,
          autocomplete: 'given-name',
          maxlength: 80,
          width: 'half',
        })}${field({
          name: 'lastName',
          label: say({ en: 'Last name', de: 'Nachname' }),
          optional: say({ en: 'optional', de: 'optional' }),
          value: form.lastName,
          autocomplete: 'family-name',
          maxlength: 80,
          width: 'half',
        })}${field({
          name: 'email',
          label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
          value: form.email,
          type: 'email',
          autocomplete: 'email',
          required: true,
          error: error('email'),
        })}${field({
          name: 'password',
          label: say({ en: 'Password', de: 'Passwort' }),
          type: 'password',
          autocomplete: 'new-password',
          required: true,
          hint: say(passwordHint),
          error: error('password'),
        })}</div><div class="form-end"><button class="button">${say({
          en: 'Open an account',
          de: 'Konto eröffnen',
        })}</button><a class="link" href="${href(place, 'signIn')}">${say({
          en: 'I have one already',
          de: 'Ich habe schon eines',
        })}</a></div>`,
      )}<p class="soft small">${say({
        en: 'We use your data for your account and your orders, and for nothing else.',
        de: 'Wir verwenden Ihre Daten für Ihr Konto und Ihre Bestellungen und für nichts sonst.',
      })} <a href="${href(place, 'info', { topic: 'privacy' })}">${say({ en: 'Privacy', de: 'Datenschutz' })}</a></p>`,
    },
    status,
  )
}

export const verifyEmailPage: PageHandler = async (visit) => {
  const token = visit.url.searchParams.get('token') ?? ''
  return (await isOpenLink(visit.shop, token)) ? showVerify(visit, token) : linkOverPage(visit)
}

export const doVerifyEmail: PageHandler = async (visit) => {
  const { link: token = '', password = '' } = await visit.form()
  const opened = await openAccount(visit.shop, { token, password }).catch((fault) => {
    if (fault instanceof PasswordQueueFull) return null
    throw fault
  })
  if (!opened) return showVerify(visit, token, visit.say(busy), 503)
  if (opened.ok) {
    const device = deviceOf(visit.request.headers.get('user-agent'))
    await enter(visit, opened.personId, await startSession(visit.shop, opened.personId, device))
    return redirect(href(visit.place, 'account'))
  }
  return opened.problem === 'wrong-password'
    ? showVerify(visit, token, visit.say(wrongPassword), 422)
    : linkOverPage(visit)
}

function showVerify(visit: Visit, token: string, error?: string, status = 200): Promise<Response> {
  const { say, place } = visit
  return doorPage(
    visit,
    {
      title: say({ en: 'Confirm your address', de: 'Bestätigen Sie Ihre Adresse' }),
      route: 'verifyEmail',
      body: accountForm(
        visit,
        href(place, 'doVerifyEmail'),
        html`<p>${say({
          en: 'Enter the password that you chose. Then your account is open.',
          de: 'Geben Sie das Passwort ein, das Sie gewählt haben. Dann ist Ihr Konto offen.',
        })}</p>${hidden('link', token)}<div class="fields">${field({
          name: 'password',
          label: say({ en: 'Password', de: 'Passwort' }),
          type: 'password',
          autocomplete: 'current-password',
          required: true,
          error,
        })}</div><div class="form-end"><button class="button">${say({ en: 'Confirm', de: 'Bestätigen' })}</button></div>`,
      ),
    },
    status,
  )
}

export const linkOverPage = (visit: Visit): Promise<Response> =>
  doorPage(
    visit,
    {
      title: visit.say({ en: 'This link is over', de: 'Dieser Link gilt nicht mehr' }),
      route: 'register',
      body: html`${notice('warn', visit.say(linkOver))}<p class="form-end"><a class="button" href="${href(
        visit.place,
        'signIn',
      )}">${visit.say({ en: 'Sign in', de: 'Anmelden' })}</a><a class="link" href="${href(visit.place, 'forgotPassword')}">${visit.say(
        {
          en: 'Choose a new password',
          de: 'Neues Passwort wählen',
        },
      )}</a></p>`,
    },
    410,
  )
