"""Who is reached at an organisation: its contact persons, who administers, its mailbox."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from actors import people
from actors.models import Actor, Membership, Person
from followup.rounds import mail
from followup.rounds.contacts import does_of
from followup.rounds.forms import MailboxForm, PersonForm
from followup.rounds.models import Invitation
from followup.rounds.querysets import contacts as contacts_of
from followup.rounds.views import GET_OR_POST, posted, status
from strategy_portal.access import Role, SignedInRequest, require
from strategy_portal.exceptions import WrongStateError


@require("round.manage")
@require_safe
def contacts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The people of an organisation and what they do, and who the letters reach now."""
    return _page(request, _actor(slug))


def _actor(slug: str) -> Actor:
    return get_object_or_404(Actor.objects.prefetch_related(contacts_of("memberships")), slug=slug)


def _page(
    request: SignedInRequest,
    actor: Actor,
    *,
    person_form: PersonForm | None = None,
    mailbox_form: MailboxForm | None = None,
) -> HttpResponse:
    first = {"email": actor.functional_email}
    bound = person_form or mailbox_form
    context = {
        "actor": actor,
        "people": _people(actor),
        "reached": mail.ways([actor])[actor.pk],
        "person_form": person_form or PersonForm(initial={"does": ["contact"]}),
        "mailbox_form": mailbox_form or MailboxForm(initial=first),
        "invitation": Invitation.objects.latest_of(actor),
    }
    code = status(bound) if bound else 200
    return render(request, "rounds/contacts.html", context, status=code)


def _people(actor: Actor) -> list[dict[str, Any]]:
    """Each person once, with what they do for the organisation."""
    held = Membership.objects.filter(actor=actor, role__in=people.OWN_ROLES)
    found: dict[int, dict[str, Any]] = {}
    for one in held.select_related("person").order_by("person__name", "pk"):
        row = found.setdefault(one.person_id, {"person": one.person, "does": []})
        row["does"].append(Role(one.role).label.lower())
        row["is_contact"] = row.get("is_contact", False) or one.is_contact
    return list(found.values())


@require("round.manage")
@require_POST
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let somebody act for the organisation."""
    actor = _actor(slug)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            person = people.let_in(
                name=form.cleaned_data["name"], email=form.address(), by=request.user
            )
            _give(person, actor, form, by=request.user)
        except WrongStateError as wrong:
            form.add_error("email", str(wrong))
        else:
            messages.success(request, f"{person.name} är tillagd för {actor}.")
            return redirect("rounds:contacts", slug)
    return _page(request, actor, person_form=form)


def _give(person: Person, actor: Actor, form: PersonForm, *, by: Person) -> None:
    """Roles as ticked, beside those that the person already holds."""
    held = Membership.objects.filter(person=person, actor=actor, role__in=people.OWN_ROLES)
    roles = form.roles() | set(held.values_list("role", flat=True))
    is_contact = form.is_contact() or held.filter(is_contact=True).exists()
    people.set_roles(person, actor, roles, is_contact=is_contact, by=by)


@require("round.manage")
@GET_OR_POST
def change(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """What one person does for the organisation, and their address; nothing ticked ends it."""
    actor = _actor(slug)
    own = Q(memberships__actor=actor, memberships__role__in=people.OWN_ROLES)
    person = get_object_or_404(Person.objects.filter(own).distinct(), pk=pk)
    form = PersonForm(posted(request), initial=_does(person, actor), known=True)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_address(person, email=form.address(), by=request.user)
        except WrongStateError as wrong:
            form.add_error("email", str(wrong))
        else:
            contact = form.is_contact()
            people.set_roles(person, actor, form.roles(), is_contact=contact, by=request.user)
            messages.success(request, f"{person.name} är ändrad.")
            return redirect("rounds:contacts", slug)
    context = {"actor": actor, "person": person, "form": form}
    return render(request, "rounds/contact.html", context, status=status(form))


def _does(person: Person, actor: Actor) -> dict[str, Any]:
    held = Membership.objects.filter(person=person, actor=actor)
    return {"name": person.name, "email": person.email, "does": sorted(does_of(held))}


@require("round.manage")
@require_POST
def mailbox(request: SignedInRequest, slug: str) -> HttpResponse:
    """The organisation's functional address."""
    actor = _actor(slug)
    form = MailboxForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, mailbox_form=form)
    people.change_mailbox(actor, email=form.cleaned_data["email"], by=request.user)
    messages.success(request, "Funktionsbrevlådan är ändrad.")
    return redirect("rounds:contacts", slug)
