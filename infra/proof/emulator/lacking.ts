/** Types of resources that ministack 1.5.33 does not know. They are left out, and their wiring is proved by nothing here. */
export const lacking: Readonly<Record<string, string>> = {}
