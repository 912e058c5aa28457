import type { Sql } from 'postgres';
import type Stripe from 'stripe';

/**
 * Takes a delivery of Stripe's: POST /webhooks/stripe. The raw body is what was signed, so no JSON parser may come before.
 * 400 for a bad signature; 200 for an event that is known already.
 */
export async function receive(
  sql: Sql,
  stripe: Stripe,
  delivery: { rawBody: string; signature: string; secret: string },
): Promise<200 | 400> {
  let event: Stripe.Event;
  try {
    event = await stripe.webhooks.constructEventAsync(delivery.rawBody, delivery.signature, delivery.secret);
  } catch {
    return 400;
  }
  await sql.begin(async (tx) => {
    const fresh = await tx`
      INSERT INTO stripe_event (id, type, payload) VALUES (${event.id}, ${event.type}, ${delivery.rawBody}::jsonb)
      ON CONFLICT (id) DO NOTHING RETURNING id`;
    if (fresh.length > 0) {
      await handle(tx, event);
      await tx`UPDATE stripe_event SET handled_at = now() WHERE id = ${event.id}`;
    }
  });
  return 200;
}

async function handle(tx: Sql, event: Stripe.Event): Promise<void> {
  switch (event.type) {
    case 'checkout.session.completed': {
      const { customer, client_reference_id } = event.data.object;
      await tx`UPDATE account SET stripe_customer_id = ${customer as string} WHERE id = ${client_reference_id}`;
      break;
    }
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted': {
      const { id, status, customer, items } = event.data.object;
      const [item] = items.data;
      // Stripe does not promise an order: what is older than what we know is passed over.
      await tx`
        INSERT INTO subscription (account_id, plan_id, stripe_subscription_id, status, current_period_end, updated_at)
        SELECT a.id, p.id, ${id}, ${status}, to_timestamp(${item.current_period_end}), to_timestamp(${event.created})
        FROM account a, plan p
        WHERE a.stripe_customer_id = ${customer as string} AND p.stripe_price_id = ${item.price.id}
        ON CONFLICT (stripe_subscription_id) DO UPDATE
        SET status = excluded.status, current_period_end = excluded.current_period_end, updated_at = excluded.updated_at
        WHERE subscription.updated_at <= excluded.updated_at`;
      break;
    }
    case 'invoice.paid': {
      const { id, amount_paid } = event.data.object;
      await tx`
        UPDATE invoice SET amount_paid = ${amount_paid}, paid_at = to_timestamp(${event.created})
        WHERE stripe_invoice_id = ${id} AND paid_at IS NULL`;
      break;
    }
  }
}
