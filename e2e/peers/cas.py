"""A CAS 3 server (PyPI `django-cas-server`) for one service and one person, on a database that the test throws away."""

import os
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

folder, port, hilum = os.environ["FOLDER"], int(os.environ["PORT"]), os.environ["HILUM"]

# Looks only: nothing is fetched from elsewhere.
components = ["bootstrap3_css", "bootstrap3_js", "html5shiv", "respond", "bootstrap4_css", "bootstrap4_js", "jquery"]

settings.configure(
    SECRET_KEY="a key of this test",
    ALLOWED_HOSTS=["127.0.0.1"],
    DEBUG=True,
    ROOT_URLCONF="__main__",
    STATIC_URL="/static/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "cas.sqlite")}},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "cas_server",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    CAS_AUTH_CLASS="cas_server.auth.TestAuthUser",
    CAS_TEST_USER="clara",
    CAS_TEST_PASSWORD="clara's password",
    CAS_TEST_ATTRIBUTES={"email": "clara@klinik.example", "givenName": "Clara", "sn": "Ticketed"},
    CAS_COMPONENT_URLS={name: "data:," for name in components},
    CAS_SHOW_POWERED=False,
    CAS_ENABLE_AJAX_AUTH=False,
    CAS_SLO_TIMEOUT=5,
)
django.setup()
urlpatterns = [path("cas/", include("cas_server.urls", namespace="cas_server"))]
call_command("migrate", verbosity=0)

from cas_server.models import ReplaceAttributName, ServicePattern  # noqa: E402 (needs the settings)
from django.core.wsgi import get_wsgi_application  # noqa: E402

service = ServicePattern.objects.create(
    pos=1, name="Hilum", pattern="^" + hilum.replace(".", r"\.") + "/api/v1/providers/cas/callback", single_log_out=True
)
for attribute in settings.CAS_TEST_ATTRIBUTES:
    ReplaceAttributName.objects.create(name=attribute, replace="", service_pattern=service)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


make_server("127.0.0.1", port, get_wsgi_application(), server_class=Server).serve_forever()
