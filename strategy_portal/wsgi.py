"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

from strategy_portal.arrival import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_portal.settings")
application = whole(get_wsgi_application())
