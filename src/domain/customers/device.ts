/** 'Firefox on Windows': enough to recognise a session in the list. */
export function deviceOf(userAgent: string | null): string {
  const text = userAgent ?? ''
  const find = (pairs: [RegExp, string][]) => pairs.find(([pattern]) => pattern.test(text))?.[1]
  const browser = find([
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ])
  const system = find([
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(', ')
}
