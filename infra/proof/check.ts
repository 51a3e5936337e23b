import { examine } from './gate.ts'
import { profileNames } from './synth.ts'

for (const profile of profileNames) {
  const beganAt = Date.now()
  const { rules, applied, resources, open, waived } = examine(profile)
  const seconds = ((Date.now() - beganAt) / 1000).toFixed(0)
  process.stdout.write(
    `${profile.padEnd(8)}  ${rules} rules checked (${applied} apply), ${resources} resources, ${open.length} open, ${waived.length} waived (${seconds} s)\n`,
  )
  for (const { rule, path, said } of open) process.stdout.write(`  ${rule}  ${path}\n    ${said}\n`)
}
