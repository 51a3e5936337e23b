import { runSteps } from './steps.ts'

process.exitCode = runSteps([
  { name: 'format and lint', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  {
    name: 'architecture',
    command: process.execPath,
    args: ['--test', '--test-reporter=dot', 'test/architecture.test.ts'],
  },
])
