"""syndicate.yaml, the generator's own configuration and the command line into a Plan."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.settings.file import load_settings as load_settings, settings_of as settings_of
    from syndicate.settings.generators.recognised import other_generator as other_generator
    from syndicate.settings.locate import open_site as open_site
    from syndicate.settings.opening import OpenPlan as OpenPlan, open_plan as open_plan
    from syndicate.settings.overrides import Overrides as Overrides
    from syndicate.settings.plan import Plan as Plan, make_plan as make_plan
    from syndicate.settings.plugins import make_registry as make_registry
    from syndicate.settings.presets.recognise import recognise as recognise
    from syndicate.settings.schema import Settings as Settings
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "file": "load_settings settings_of",
            "locate": "open_site",
            "opening": "OpenPlan open_plan",
            "generators.recognised": "other_generator",
            "overrides": "Overrides",
            "plan": "Plan make_plan",
            "plugins": "make_registry",
            "presets.recognise": "recognise",
            "schema": "Settings",
        },
    )
