"""The pages as a WSGI application, for the server's workers."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
