/** A tax on goods of one class at one destination. Rates in basis points (1 % = 100). */
export type TaxRate = { name: string; taxClass: string; basisPoints: number; onShipping: boolean }
