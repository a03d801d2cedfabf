"""Pictures of a listing's product: rows of Oscar that point at the picture of record."""

from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from catalogue.journalling import record_change
from catalogue.models import Listing, ProductImage
from media.models import Picture


def add_photo(*, listing: Listing, picture: Picture, acting_user: User | None, caption: str = "", on_behalf_of: str = "") -> ProductImage:
    """Show a picture behind those that the listing already has."""
    with transaction.atomic():
        position = ProductImage.objects.filter(product_id=listing.product_id).count()
        photo = ProductImage.objects.create(
            product_id=listing.product_id,
            picture=picture,
            original=picture.file.name,
            caption=caption or picture.description[:200],
            display_order=position,
        )
        record_change("listing.photo_add", listing, acting_user, on_behalf_of, after={"picture": picture.pk})
    return photo


def remove_photo(*, listing: Listing, photo: ProductImage, acting_user: User | None, on_behalf_of: str = "") -> None:
    """Show a picture no longer; the others move up, the picture of record stays. Raises ``ProductImage.DoesNotExist``."""
    with transaction.atomic():
        held = ProductImage.objects.get(pk=photo.pk, product_id=listing.product_id)
        picture_id = held.picture_id
        held.delete()
        record_change("listing.photo_remove", listing, acting_user, on_behalf_of, before={"picture": picture_id})


def photos_of(listing: Listing) -> list[int]:
    """The keys of the pictures of a listing, the main one first."""
    rows = ProductImage.objects.filter(product_id=listing.product_id, picture__isnull=False).order_by("display_order", "pk")
    return list(rows.values_list("picture_id", flat=True))


def set_photos(*, listing: Listing, pictures: Sequence[int], acting_user: User | None, on_behalf_of: str = "") -> None:
    """Show exactly these pictures in this order. Nothing is written when they are shown already.

    Raises ``Picture.DoesNotExist`` when one of them is there no more.
    """
    with transaction.atomic():
        before = photos_of(listing)
        if before == list(pictures):
            return
        found = Picture.objects.in_bulk(list(pictures))
        if len(found) != len(set(pictures)):
            raise Picture.DoesNotExist("A picture was deleted.")
        ProductImage.objects.filter(product_id=listing.product_id).delete()
        ProductImage.objects.bulk_create(
            ProductImage(
                product_id=listing.product_id,
                picture=found[key],
                original=found[key].file.name,
                caption=found[key].description[:200],
                display_order=position,
            )
            for position, key in enumerate(pictures)
        )
        record_change("listing.photos", listing, acting_user, on_behalf_of, before={"photos": before}, after={"photos": list(pictures)})
