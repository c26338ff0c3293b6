"""The portal's building blocks as the templates see them: one tag for a block with a slot, and
a few small filters the component templates share.

Components live in `templates/_components/`, each opening with a note of its parameters, and all
are shown at /komponenter/. One without a slot is included; one that frames other markup is
written `{% component "notice" tone="warning" heading="…" %} … {% endcomponent %}`.
"""

from typing import Any

from django.forms import BoundField
from django.template import Context, Engine, Library
from django.utils.safestring import SafeString

register = Library()

LETTERED_DEGREES = frozenset("ghpe")


@register.simple_block_tag(takes_context=True, end_name="endcomponent")
def component(context: Context, content: SafeString, name: str, **parameters: Any) -> SafeString:
    """A piece of the page in its frame: `_components/<name>.html` drawn round the block's content.

    The frame sees only its own parameters and `content`, so that nothing on the page leaks in.
    """
    frame = Engine.get_default().get_template(f"_components/{name}.html")
    return frame.render(context.new({**parameters, "content": content}))


@register.filter
def degree_class(degree: str) -> str:
    """The style of an implementation degree: g, h, p, e, or none for "ej relevant" and the rest."""
    letter = str(degree).lower()
    return letter if letter in LETTERED_DEGREES else "none"


@register.filter
def may_be_left_out(field: BoundField) -> bool:
    """Whether a label says "(frivilligt)": only where the form also has fields that are needed,
    for where nothing is needed, as in a filter, the word would stand on every line."""
    needed = (other.required for other in field.form.fields.values())
    return not field.field.required and any(needed)


@register.filter
def first_input(field: BoundField) -> str:
    """The id an error summary should lead to: a group of choices is reached at its first one."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.auto_id


@register.filter
def with_class(widget: dict[str, Any], name: str) -> str:
    """A form control's class attribute: ours first, then what the form itself asked for."""
    return " ".join(filter(None, (name, widget["attrs"].get("class"))))
