"""Wagtail pages and snippets."""

from cms.models.campaigns import CampaignIndexPage, CampaignPage
from cms.models.home import HomePage
from cms.models.officers import Officer
from cms.models.policies import ContractPage, PolicyIndexPage, PolicyPage
from cms.models.reviewed import Reviewed, ShopPage
from cms.models.stories import GroupStory, StoryIndexPage, StoryPage

__all__ = [
    "CampaignIndexPage",
    "CampaignPage",
    "ContractPage",
    "GroupStory",
    "HomePage",
    "Officer",
    "PolicyIndexPage",
    "PolicyPage",
    "Reviewed",
    "ShopPage",
    "StoryIndexPage",
    "StoryPage",
]
