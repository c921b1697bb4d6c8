"""Django's own command for this example."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledger.settings")
execute_from_command_line(sys.argv)
