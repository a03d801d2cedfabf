"""Parts of the demo that another group may send, if the shopper agrees: asked about, agreed to, refused, and not needed after all."""

from accounts.models import User
from orders import fulfilment
from orders.models import ProducerOrder, StandIn
from orders.stand_ins import answering, asking, finding
from producers.models import Membership

ASKED, SENT_AFTER_ALL = "asked", "sent_after_all"
REASON = "Demo: nobody answered for three days."
CALLED = "Demo: the group called, it sends."
Answer = StandIn.Answer


def offer_to_another(part: ProducerOrder, state: str, *, staff: User) -> None:
    """Ask about the first group that is found, and bring the question to its state: ``asked``, ``yes``, ``no`` or ``sent_after_all``."""
    first = finding.options(part)[0]
    question = asking.ask(part, group_slug=first.quoted.group.slug, reason=REASON, acting_user=staff)
    if state == SENT_AFTER_ALL:
        asking.withdraw(question, reason=CALLED, acting_user=staff)
        owner = Membership.objects.filter(group=part.group, role=Membership.Role.OWNER).earliest("pk").user
        fulfilment.accept(part, acting_user=owner)
    elif state == Answer.YES:
        answering.answer(question, Answer.YES, seen=finding.quote_of(question).hash)
    elif state == Answer.NO:
        answering.answer(question, Answer.NO)
