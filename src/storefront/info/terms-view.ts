import { html } from '../../ui/html.ts'
import type { Visit } from '../visit.ts'
export const terms = (_: Visit) => ({ title: 'terms', description: '', body: html`` })
export const withdrawal = (_: Visit) => ({ title: 'withdrawal', description: '', body: html`` })
