import { type Admission, openAdmission, usualLimits } from '../../src/kit/admission.ts'

/** For tests that are about something else: on a busy machine turns grow long without any crowd. */
export const everybodyIn = (): Admission => openAdmission({ ...usualLimits, longTurnMs: Number.POSITIVE_INFINITY })
