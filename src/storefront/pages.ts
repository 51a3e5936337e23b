import type { StorefrontRoute } from '../routes.ts'
import {
  addAddress,
  addressesPage,
  changeAddress,
  editAddressPage,
  newAddressPage,
  removeAddressHandler,
} from './account/addresses-page.ts'
import { accountHomePage, accountOrderPage, accountOrdersPage } from './account/orders-page.ts'
import { changeProfileHandler, profilePage } from './account/profile-page.ts'
import { doRegister, doVerifyEmail, registerPage, verifyEmailPage } from './account/register-page.ts'
import { askReset, doResetPassword, forgotPasswordPage, resetPasswordPage } from './account/reset-page.ts'
import {
  changeEmailHandler,
  changePasswordHandler,
  closeAccountPage,
  confirmEmailPage,
  doCloseAccount,
  doConfirmEmail,
  securityPage,
  signOutEverywhere,
} from './account/security-page.ts'
import { doSignIn, signInPage, signOut } from './account/sign-in-page.ts'
import { addLineHandler, cartDrawerPage, cartPage, changeLineHandler, enterCodeHandler, me } from './cart/cart-page.ts'
import { checkoutHandler, checkoutReturn, chooseDelivery, placeOrder, saveDetails } from './checkout/checkout-page.ts'
import { homePage } from './home/home-page.ts'
import { infoPage } from './info/info-page.ts'
import { categoryPage } from './list/category-page.ts'
import { collectionPage } from './list/collection-page.ts'
import { newPage } from './list/new-page.ts'
import { salePage } from './list/sale-page.ts'
import { findOrder, orderLookupPage } from './orders/lookup-page.ts'
import { cancelOrderHandler, orderAccount, orderPage, orderReceiptPage, payOrder } from './orders/order-page.ts'
import { declareWithdrawalHandler, withdrawalPage } from './orders/withdrawal-page.ts'
import { productPage } from './product/product-page.ts'
import { searchPage } from './search/search-page.ts'
import { suggest } from './search/suggest.ts'
import type { PageHandler } from './visit.ts'

/** The page behind every route of the shop. */
export const pages: Record<StorefrontRoute, PageHandler> = {
  home: homePage,
  category: categoryPage,
  collection: collectionPage,
  newIn: newPage,
  sale: salePage,
  search: searchPage,
  suggest,
  product: productPage,
  info: infoPage,

  me,
  cart: cartPage,
  cartDrawer: cartDrawerPage,
  addLine: addLineHandler,
  changeLine: changeLineHandler,
  enterCode: enterCodeHandler,

  checkout: checkoutHandler,
  saveDetails,
  chooseDelivery,
  placeOrder,
  checkoutReturn,
  order: orderPage,
  orderReceipt: orderReceiptPage,
  payOrder,
  cancelOrder: cancelOrderHandler,
  orderAccount,
  orderLookup: orderLookupPage,
  findOrder,
  withdrawal: withdrawalPage,
  declareWithdrawal: declareWithdrawalHandler,

  signIn: signInPage,
  doSignIn,
  register: registerPage,
  doRegister,
  verifyEmail: verifyEmailPage,
  doVerifyEmail,
  forgotPassword: forgotPasswordPage,
  askReset,
  resetPassword: resetPasswordPage,
  doResetPassword,
  signOut,
  account: accountHomePage,
  accountOrders: accountOrdersPage,
  accountOrder: accountOrderPage,
  addresses: addressesPage,
  newAddress: newAddressPage,
  addAddress,
  editAddress: editAddressPage,
  changeAddress,
  removeAddress: removeAddressHandler,
  profile: profilePage,
  changeProfile: changeProfileHandler,
  security: securityPage,
  changeEmail: changeEmailHandler,
  confirmEmail: confirmEmailPage,
  doConfirmEmail,
  changePassword: changePasswordHandler,
  signOutEverywhere,
  closeAccount: closeAccountPage,
  doCloseAccount,
}
