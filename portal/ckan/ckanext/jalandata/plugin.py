"""Indonesian pages, dataset metadata and theme of a Jalan Data portal."""

from ckan import plugins
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation
from ckan.plugins import toolkit


class JalanDataPlugin(plugins.SingletonPlugin, DefaultTranslation):
    """Theme and translations; the dataset schema is read by ckanext-scheming from dataset.yaml."""

    plugins.implements(plugins.IConfigurer)
    plugins.implements(plugins.ITranslation)

    def update_config(self, config: CKANConfig) -> None:
        toolkit.add_template_directory(config, "templates")
        toolkit.add_public_directory(config, "public")
