import { html } from '../../ui/html.ts'
import type { Visit } from '../visit.ts'
export const about = (_: Visit) => ({ title: 'about', description: '', body: html`` })
export const contact = (_: Visit) => ({ title: 'contact', description: '', body: html`` })
