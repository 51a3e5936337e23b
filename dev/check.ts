import { runSteps } from './steps.ts'

process.exitCode = runSteps([
  { name: 'format and lint', command: 'biome', args: ['check', '--error-on-warnings', '.'] },
  { name: "the client's types", command: process.execPath, args: ['dev/client-types.ts'] },
  { name: 'types', command: 'tsc', args: ['-p', '.'] },
  { name: 'types of the client, without Node', command: 'tsc', args: ['-p', 'packages/client', '--noEmit'] },
  {
    name: 'architecture',
    command: process.execPath,
    args: ['--test', '--test-reporter=dot', 'test/architecture.test.ts'],
  },
])
