export const synonymsDe = `
sofa, couch
`
