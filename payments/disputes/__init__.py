"""Disputes (chargebacks): opened and closed by the gateway, their payouts held, their loss borne as the contract says."""
