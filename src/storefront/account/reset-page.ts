import { askForReset, resetForm } from '../../domain/customers/ask-account.ts'
import { PasswordQueueFull } from '../../domain/customers/password.ts'
import { isResetLink, resetPassword } from '../../domain/customers/reset-password.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { errorSummary, type FieldError, field, hidden } from '../../ui/field.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountForm, doorPage } from './account-frame.ts'
import { busy, emailProblem, formProblem, passwordHint, passwordProblems } from './account-words.ts'
import { linkOverPage, mailSent } from './register-page.ts'
import { knowDevice } from './session-cookie.ts'

export const forgotPasswordPage: PageHandler = (visit) => showAsk(visit, '', [])

export const askReset: PageHandler = async (visit) => {
  const form = await visit.form()
  const input = resetForm.safeParse(form)
  if (!input.success) return showAsk(visit, form.email ?? '', [{ name: 'email', words: visit.say(emailProblem) }], 422)
  await askForReset(visit.shop, visit.place, input.data)
  return mailSent(visit)
}

function showAsk(visit: Visit, email: string, errors: FieldError[], status = 200): Promise<Response> {
  const { say, place } = visit
  return doorPage(
    visit,
    {
      title: say({ en: 'Choose a new password', de: 'Neues Passwort wählen' }),
      route: 'forgotPassword',
      body: accountForm(
        visit,
        href(place, 'askReset'),
        html`${errorSummary(say(formProblem), errors)}<p>${say({
          en: 'We send you a link with which you choose a new one.',
          de: 'Wir schicken Ihnen einen Link, mit dem Sie ein neues wählen.',
        })}</p><div class="fields">${field({
          name: 'email',
          label: say({ en: 'E-mail address', de: 'E-Mail-Adresse' }),
          value: email,
          type: 'email',
          autocomplete: 'username',
          required: true,
          error: errors[0]?.words,
        })}</div><div class="form-end"><button class="button">${say({
          en: 'Send the link',
          de: 'Link schicken',
        })}</button><a class="link" href="${href(place, 'signIn')}">${say({ en: 'Back to sign-in', de: 'Zurück zur Anmeldung' })}</a></div>`,
      ),
    },
    status,
  )
}

export const resetPasswordPage: PageHandler = async (visit) => {
  const token = visit.url.searchParams.get('token') ?? ''
  return (await isResetLink(visit.shop, token)) ? showReset(visit, token) : linkOverPage(visit)
}

export const doResetPassword: PageHandler = async (visit) => {
  const { link: token = '', password = '' } = await visit.form()
  try {
    const result = await resetPassword(visit.shop, { token, password })
    if (result.ok) {
      knowDevice(visit, result.email)
      return redirect(href(visit.place, 'signIn', {}, { done: 'password-reset' }))
    }
    if (result.problem === 'link-over') return linkOverPage(visit)
    return showReset(visit, token, visit.say(passwordProblems[result.problem]), 422)
  } catch (fault) {
    if (fault instanceof PasswordQueueFull) return showReset(visit, token, visit.say(busy), 503)
    throw fault
  }
}

function showReset(visit: Visit, token: string, error?: string, status = 200): Promise<Response> {
  const { say, place } = visit
  return doorPage(
    visit,
    {
      title: say({ en: 'Your new password', de: 'Ihr neues Passwort' }),
      route: 'resetPassword',
      body: accountForm(
        visit,
        href(place, 'doResetPassword'),
        html`${hidden('link', token)}<div class="fields">${field({
          name: 'password',
          label: say({ en: 'New password', de: 'Neues Passwort' }),
          type: 'password',
          autocomplete: 'new-password',
          required: true,
          hint: say(passwordHint),
          error,
        })}</div><p class="soft small">${say({
          en: 'All devices that are signed in will be signed out.',
          de: 'Alle angemeldeten Geräte werden abgemeldet.',
        })}</p><div class="form-end"><button class="button">${say({
          en: 'Set the password',
          de: 'Passwort setzen',
        })}</button></div>`,
      ),
    },
    status,
  )
}
