import type { Sql } from 'postgres';
import type Stripe from 'stripe';

export class CheckoutRefused extends Error {
  readonly status: 404 | 409;

  constructor(status: 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

/** Opens a payment page for the account. Calling it again with the same key gives the same page. */
export async function createCheckout(
  sql: Sql,
  stripe: Stripe,
  request: { accountId: string; planId: string; idempotencyKey: string; returnTo: URL },
): Promise<{ url: string; expiresAt: string }> {
  const [plan] = await sql`SELECT stripe_price_id FROM plan WHERE id = ${request.planId}`;
  if (!plan) {
    throw new CheckoutRefused(404, 'There is no such plan.');
  }
  const [live] = await sql`
    SELECT 1 FROM subscription
    WHERE account_id = ${request.accountId} AND status IN ('trialing', 'active', 'past_due')`;
  if (live) {
    throw new CheckoutRefused(409, 'The account has a live subscription already.');
  }
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'subscription',
      client_reference_id: request.accountId,
      line_items: [{ price: plan.stripe_price_id, quantity: 1 }],
      success_url: new URL('/billing?checkout=done', request.returnTo).href,
      cancel_url: new URL('/billing', request.returnTo).href,
    },
    { idempotencyKey: `${request.accountId}:${request.idempotencyKey}` },
  );
  return { url: session.url!, expiresAt: new Date(session.expires_at * 1000).toISOString() };
}
