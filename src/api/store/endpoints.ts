import { listAccountOrders, readAccountOrder } from './accounts/account-orders.ts'
import { addAddress, changeAddress, listAddresses, readSavedAddress, removeSavedAddress } from './accounts/addresses.ts'
import { askEmailChange, confirmEmailChange } from './accounts/change-email.ts'
import { closeAccount } from './accounts/close-account.ts'
import { changeAccountPassword, forgotPassword, resetPassword } from './accounts/passwords.ts'
import { changeAccount, readAccount } from './accounts/profile.ts'
import { registerAccount, verifyAccount } from './accounts/register.ts'
import { listSessions, signIn, signOut, signOutEverywhere } from './accounts/sessions.ts'
import { enterCartCode, removeCartCode } from './carts/code.ts'
import { createCart } from './carts/create-cart.ts'
import { addCartLine, removeCartLine, setCartLine } from './carts/lines.ts'
import { readCart } from './carts/read-cart.ts'
import { acknowledgePrices, mergeCart, readAccountCart } from './carts/take-cart.ts'
import { readCategories, readCategory } from './catalogue/categories.ts'
import { readCollection, readCollections } from './catalogue/collections.ts'
import { previewDelivery } from './catalogue/preview-delivery.ts'
import { readHome } from './catalogue/read-home.ts'
import { readMarkets } from './catalogue/read-markets.ts'
import { readProduct } from './catalogue/read-product.ts'
import { readProducts } from './catalogue/read-products.ts'
import { searchProducts, suggest } from './catalogue/search.ts'
import { chooseCheckoutDelivery } from './checkout/choose-delivery.ts'
import { placeCartOrder } from './checkout/place-order.ts'
import { readCheckout } from './checkout/read-checkout.ts'
import { saveCheckoutDetails } from './checkout/save-details.ts'
import type { Endpoint } from './endpoint.ts'
import { cancelOrder } from './orders/cancel-order.ts'
import { declareWithdrawal } from './orders/declare-withdrawal.ts'
import { lookUpOrder } from './orders/look-up-order.ts'
import { askOrderAccount } from './orders/order-account.ts'
import { payOrder } from './orders/pay-order.ts'
import { readOrder } from './orders/read-order.ts'
import { readReceipt } from './orders/read-receipt.ts'

/** All endpoints of the store API, in the order of the reference. */
export const endpoints: readonly Endpoint[] = [
  readMarkets,
  readHome,
  readCategories,
  readCategory,
  readCollections,
  readCollection,
  readProducts,
  readProduct,
  previewDelivery,
  searchProducts,
  suggest,

  createCart,
  readCart,
  addCartLine,
  setCartLine,
  removeCartLine,
  enterCartCode,
  removeCartCode,
  acknowledgePrices,
  mergeCart,
  readAccountCart,

  readCheckout,
  saveCheckoutDetails,
  chooseCheckoutDelivery,
  placeCartOrder,

  readOrder,
  payOrder,
  cancelOrder,
  readReceipt,
  lookUpOrder,
  declareWithdrawal,
  askOrderAccount,

  registerAccount,
  verifyAccount,
  signIn,
  signOut,
  signOutEverywhere,
  listSessions,
  forgotPassword,
  resetPassword,
  readAccount,
  changeAccount,
  askEmailChange,
  confirmEmailChange,
  changeAccountPassword,
  listAddresses,
  readSavedAddress,
  addAddress,
  changeAddress,
  removeSavedAddress,
  listAccountOrders,
  readAccountOrder,
  closeAccount,
]
