import type { Case } from './case.ts'
import { cart } from './cases/cart.ts'
import { category } from './cases/category.ts'
import { checkout } from './cases/checkout.ts'
import { home } from './cases/home.ts'
import { product } from './cases/product.ts'
import { search } from './cases/search.ts'

export const cases: readonly Case[] = [category, product, search, home, cart, checkout]
