"""What the migrations make of triggers, by database: `table.name` to its digest (`store.evidence.guards`).

A migration that adds or changes a trigger changes this; tests/attacks/test_08_log.py says what to write.
"""

EXPECTED: dict[str, dict[str, str]] = {
    "sqlite": {
        "account.account_frozen": "d703c02684c08b42af6abde015b837db",
        "account.account_no_replace": "553fd11d6aab4baf4387515dad4e15e1",
        "approval.approval_no_delete": "8d94ecf8d4fc3633367c731bc339fb81",
        "approval.approval_no_replace": "556ac421d20763efe030b2e194a38e56",
        "approval.approval_no_update": "0327b90954e341441b5dc7e9064f8ceb",
        "audit.audit_in_order": "6f8288f5ed0228bb24e63d64a6664ed4",
        "audit.audit_no_delete": "daa451369aa5e345f9f6463956217d76",
        "audit.audit_no_update": "d09dfc7614bc37afa0dfb2044cd0b6e4",
        "crisis.crisis_frozen": "3c3cd6cfdbcade9b700012c5dc777559",
        "crisis.crisis_no_replace": "232d5795606c7f36789ac7f8884e5f23",
        "delivery.delivery_frozen": "0fba84f134103bb4d8230cbbbb40756e",
        "delivery.delivery_no_replace": "846ef8f7ba79f0d309fb3f867cbccdf5",
        "message.message_frozen": "1204c04037eaae6ec4c6897a2767091e",
        "message.message_no_replace": "8c42871be4f6aefcf5f74c3579eb718a",
        "platform_lock.platform_lock_before_frozen": "b60493067c61d4a521790320d20ed5b3",
        "platform_lock.platform_lock_no_delete": "0b914053f8f5448d7d3199a317302e55",
        "platform_lock.platform_lock_no_replace": "b733b2876b50df317ffbafef5cb0abe6",
        "rendering.rendering_no_delete": "9c2def877dc7debef474dbb838c3a21c",
        "rendering.rendering_no_replace": "9b75c829d4eeb482b86d81435cfedeb8",
        "rendering.rendering_no_update": "24d4c1d1048d3050abb45ac8b618ff47",
        "revision.revision_no_delete": "2f221701600ea7d03745cec5d6785b9b",
        "revision.revision_no_replace": "65df84a99b0c3e8dae0f7285210bd77f",
        "revision.revision_no_update": "dca91dc4aed1aa3a158bcfa9ca267eea",
    },
    "postgresql": {
        "account.account_frozen": "ddfc6f11f21885ac7ea5ebf402ccd527",
        "approval.approval_append_only": "854202d391d03db7b53ea27aacce1467",
        "audit.audit_append_only": "9a0a606366075e535749cff8657ea8eb",
        "audit.audit_in_order": "826d426b04c16ed146ea2581609c5841",
        "audit.audit_told": "6f7262f90e1994b8a6d0dd4e376bd29d",
        "crisis.crisis_frozen": "6005b8c33259303d0128e38795f96eb0",
        "delivery.delivery_frozen": "db0ee7133ca8a9010eeeb7e120298c3c",
        "message.message_frozen": "f435e4bec7608635d1044a8e64d307b6",
        "platform_lock.platform_lock_before_frozen": "65bdfc0109dc23bc925cc26e2e55fc84",
        "platform_lock.platform_lock_no_delete": "607ca3c189e2d1db6a1634f1becfa066",
        "rendering.rendering_append_only": "933de3f62afbbfd3277ec09cdfc121fb",
        "revision.revision_append_only": "a614d201957f39b0333940d46fc3524f",
    },
}
