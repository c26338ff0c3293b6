"""Charts for screen and paper: figures in, a finding with a drawing and its table out.

A reader should grasp a chart by its heading (the finding), see it in the drawing and be able to
check it in the table. Colour never carries meaning alone: every line has its own dash and marker
and its name at its end, every degree its letter. Nothing here knows the domain's models; a
caller gives plain values, where None means that the figure is missing, which is not 0.

Each drawing comes in two widths: `c-wide` for paper and desks, `c-narrow` for phones and half
columns. Presentation attributes carry the paper's colours; classes let `charts.css` recolour.
"""

from strategy_portal.charts.bars import Bar, bars, comparison, reach
from strategy_portal.charts.degrees import DEGREES, degrees
from strategy_portal.charts.multiples import Panel, multiples
from strategy_portal.charts.shapes import NO_DATA, Chart
from strategy_portal.charts.trend import Series, trend

__all__ = [
    "DEGREES",
    "NO_DATA",
    "Bar",
    "Chart",
    "Panel",
    "Series",
    "bars",
    "comparison",
    "degrees",
    "multiples",
    "reach",
    "trend",
]
